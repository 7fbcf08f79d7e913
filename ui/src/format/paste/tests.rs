//! What other programs put on the clipboard, and what people get from it.

use super::read;

fn typed(html: &str) -> Option<String> {
    let rich = read(html)?;
    assert!(rich.check().is_ok());
    let typed = markup::to_typed(&rich);
    assert_eq!(markup::from_typed(&typed), rich, "{typed}");
    Some(typed)
}

#[test]
fn lists_links_and_formatting_are_kept() {
    for (html, expected) in [
        ("a <b>bold</b> <i>move</i>", "a **bold** *move*"),
        (
            "<strong><em>x</em></strong> <del>80</del> <code>a*b</code>",
            "***x*** ~~80~~ `a*b`",
        ),
        (
            "<a href='https://a.example/x?a=1&amp;b=2'>the  plan</a>",
            "[the plan](https://a.example/x?a=1&b=2)",
        ),
        (
            "<ul><li>squat<li>bench<ul><li>slow</li></ul></ul><p>done",
            "- squat\n- bench\n    - slow\n\ndone",
        ),
        (
            "<ol start=3><li><p>three</p></li><li>four<br>more</li></ol>",
            "3. three\n4. four\n   more",
        ),
        (
            "<blockquote><p>you</p><p>said</p></blockquote>ok",
            "> you\n> \n> said\n\nok",
        ),
        (
            "<pre>a\n  <span>b</span>\n</pre><b>c</b>",
            "```\na\n  b\n```\n**c**",
        ),
        ("<h2>Week 1</h2><p>rest</p>", "**Week 1**\n\nrest"),
        ("<p>one</p>\n<p>two <b>x</b></p>", "one\n\ntwo **x**"),
        ("<b> around </b>it", "**around** it"),
        ("<b>a <i>b</b> c</i>", "**a *b*** c"),
        ("<b>one<br>two</b>", "**one**\n**two**"),
    ] {
        assert_eq!(typed(html).as_deref(), Some(expected), "{html}");
    }
}

#[test]
fn office_programs_format_by_style() {
    let docs = "<meta charset='utf-8'><b style=\"font-weight:normal;\" id=\"docs-internal-guid-1\">\
        <p dir=\"ltr\"><span style=\"font-weight:700\">Week</span><span style=\"font-weight:400\"> 1</span></p>\
        <ul><li><p role=\"presentation\"><span style=\"font-style:italic\">slow</span></p></li></ul></b>";
    assert_eq!(typed(docs).as_deref(), Some("**Week** 1\n\n- *slow*"));
}

#[test]
fn words_that_look_like_formatting_stay_words() {
    assert_eq!(
        typed("<b>a</b> 3*5*2 snake_case").as_deref(),
        Some("**a** 3*5*2 snake_case")
    );
    let stars = read("<b>x</b> *not*").unwrap();
    assert_eq!(markup::from_typed(&markup::to_typed(&stars)).text, "x *not*");
}

#[test]
fn plain_pages_are_pasted_as_they_are() {
    for html in [
        "",
        "just words",
        "<div>a</div><div>b</div>",
        "<span style='color:red'>x</span>",
        "<p> </p>",
        "<b> </b>",
    ] {
        assert_eq!(read(html), None, "{html}");
    }
}

#[test]
fn hostile_pages_leave_only_words() {
    let kept = |html: &str| typed(html);
    assert_eq!(
        kept("<b>a</b><script>alert('<b>x</b>')</script>").as_deref(),
        Some("**a**")
    );
    assert_eq!(
        kept("<img src=x onerror=alert(1)><b>a</b>").as_deref(),
        Some("**a**")
    );
    assert_eq!(
        kept("<a href='javascript:alert(1)'>a</a><b> b</b>").as_deref(),
        Some("a **b**")
    );
    assert_eq!(kept("<a href=\"data:text/html,x\">a</a>"), None);
    assert_eq!(
        kept("<b>a</b><style>b{}</style><!-- <i>c</i> --><svg><b>d</b></svg>").as_deref(),
        Some("**a**")
    );
    assert_eq!(
        kept("<b>5 &lt; 6 &amp;lt; &#x37;</b>").as_deref(),
        Some("**5 < 6 &lt; 7**")
    );
    // Broken in every way: no panic, no loop.
    for html in [
        "<",
        "<b",
        "<b =",
        "<b a='",
        "</",
        "</b>",
        "<!--",
        "<script>",
        "&#xffffffff;",
        "<a href=>x",
        "<li><li></ul>",
    ] {
        let _ = read(html);
        let _ = read(&format!("<b>x</b>{html}"));
    }
    let deep = format!("{}<b>x</b>", "<ul><li>y<blockquote>".repeat(3000));
    let _ = read(&deep);
}
