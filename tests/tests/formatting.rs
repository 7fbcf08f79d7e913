//! Formatting and mentions, told sentence by sentence of the second guide: the coach in the app, clients in Chromium.

use anyhow::Result;
use e2e::{Key, Page, Practice};
use serde_json::{Value, json};

/// What the last message has of these elements.
async fn drawn(page: &Page, what: &[&str]) -> Result<Value> {
    let script = "const last = [...document.querySelectorAll('[data-testid=message]')].at(-1);
        return arguments[0].map(what => [...last.querySelectorAll(what)].map(one => one.textContent).join('|'))";
    page.measure(script, vec![json!(what)]).await
}

#[tokio::test]
async fn every_way_of_formatting_is_drawn() -> Result<()> {
    let mut practice = Practice::with_clients(&["Ben"]).await?;
    let (ana, ben) = practice.ana_and_ben().await?;

    ana.send("*soft* and ~~gone~~\n- squat\n- press\n> ok?\nhttps://fit.example/a_b_c")
        .await?;
    let text = "soft and gone\n• squat\n• press\n> ok?\nhttps://fit.example/a_b_c";
    for page in [&*ana, &ben] {
        page.see_last_message(text).await?;
        assert_eq!(
            drawn(page, &["em", "s", ".item > .lines", "blockquote", "a"]).await?,
            json!(["soft", "gone", "squat|press", "ok?", "https://fit.example/a_b_c"])
        );
    }
    let notation = "3*5*2 snake_case_name 3x5 @ RPE8 2 x 5 @ 80";
    ben.send(notation).await?;
    ana.see_last_message(notation).await?;
    assert_eq!(drawn(&ana, &["em", "strong", "a"]).await?, json!(["", "", ""]));
    Ok(())
}

#[tokio::test]
async fn the_bar_and_the_keys_format_as_typed_markdown_does() -> Result<()> {
    let mut practice = Practice::with_clients(&["Ben"]).await?;
    let (ana, ben) = practice.ana_and_ben().await?;

    for page in [&*ana, &ben] {
        page.write("composer", "heavy").await?;
        page.press("composer", &[Key::Control, Key::Letter('a')]).await?;
        page.press("composer", &[Key::Control, Key::Letter('b')]).await?;
        page.see_value("composer", "**heavy**").await?;
        page.see_attribute("format-bold", "aria-pressed", "true").await?;
        page.click("format-bold").await?;
        page.see_value("composer", "heavy").await?;
        page.press("composer", &[Key::Control, Key::Letter('a')]).await?;
        page.click("format-italic").await?;
        page.see_value("composer", "_heavy_").await?;
        page.press("composer", &[Key::Enter]).await?;
        page.see_last_message("heavy").await?;
        assert_eq!(drawn(page, &["em"]).await?, json!(["heavy"]));
    }

    // Enter goes on with a list, and Undo takes it back as anything typed.
    ben.write("composer", "- squat").await?;
    ben.press("composer", &[Key::Shift, Key::Enter]).await?;
    ben.see_value("composer", "- squat\n- ").await?;
    ben.press("composer", &[Key::Control, Key::Letter('z')]).await?;
    ben.see_value("composer", "- squat").await?;
    Ok(())
}

#[tokio::test]
async fn the_sheet_of_keys_opens_and_the_switcher_finds_people() -> Result<()> {
    let practice = Practice::with_clients(&["Ben", "Zoë Müller"]).await?;
    let ana = practice.anas_app().await?;
    ana.open_conversation("Ben").await?;
    ana.press("composer", &[Key::Control, Key::Letter('/')]).await?;
    ana.see_with("shortcuts", "Bold").await?;
    ana.press("shortcuts", &[Key::Escape]).await?;
    ana.see_no("shortcuts").await?;

    ana.press("composer", &[Key::Control, Key::Letter('k')]).await?;
    ana.write("switcher-search", "zoe mull").await?;
    ana.see_with("switcher-option", "Zoë Müller").await?;
    ana.press("switcher-search", &[Key::Enter]).await?;
    ana.see_with("conversation-title", "Zoë Müller").await?;
    Ok(())
}

#[tokio::test]
async fn a_mention_is_picked_by_part_of_a_name_and_follows_a_new_one() -> Result<()> {
    let mut practice = Practice::with_clients(&["Ben", "Zoë Müller"]).await?;
    let ana = practice.anas_app().await?;
    let zoe = practice.joins("Zoë Müller").await?;
    ana.click("new-conversation").await?;
    for name in ["Ben", "Zoë Müller"] {
        ana.click_with("picker-option", name).await?;
    }
    ana.click("picker-submit").await?;
    ana.write("group-name", "Runners").await?;
    ana.click("picker-submit").await?;
    ana.see_with("conversation-title", "Runners").await?;

    ana.write("composer", "Well done @mul").await?;
    ana.see_with("suggestion", "Zoë Müller").await?;
    ana.press("composer", &[Key::Enter]).await?;
    ana.see_value("composer", "Well done @Zoë Müller ").await?;
    ana.press("composer", &[Key::Enter]).await?;
    zoe.see_row("Runners", "a mention", |row| row.words.contains("@Zoë Müller"))
        .await?;
    zoe.see("row-mentioned").await?;
    zoe.click_with("conversation-row", "Runners").await?;
    zoe.see_with("mention", "@Zoë Müller").await?;

    zoe.click("rail-settings").await?;
    zoe.replace("own-name", "Zoë Meyer").await?;
    zoe.press("own-name", &[Key::Enter]).await?;
    ana.see_with("mention", "@Zoë Meyer").await?;

    // Everyone is asked about first.
    ana.write("composer", "@everyone rest day").await?;
    ana.press("composer", &[Key::Escape]).await?;
    ana.press("composer", &[Key::Enter]).await?;
    ana.see("everyone-send").await?;
    ana.click("everyone-send").await?;
    ana.see_with("mention", "@everyone").await?;
    Ok(())
}

#[tokio::test]
async fn hostile_text_runs_nothing_anywhere() -> Result<()> {
    let mut practice = Practice::with_clients(&["Ben"]).await?;
    let (ana, ben) = practice.ana_and_ben().await?;
    let hostile = [
        "<img src=x onerror=\"window.ran=1\"><script>window.ran=1</script>",
        "[click](javascript:window.ran=1) <javascript:window.ran=1> javascript:window.ran=1",
        "[x](data:text/html,<script>window.ran=1</script>) <svg onload=window.ran=1>",
        "[https://bank.example](https://evil.example/\u{202e}moc.knab)",
        "`<iframe srcdoc='<script>parent.ran=1</script>'>`",
    ];
    for text in hostile {
        ben.send(text).await?;
    }
    ben.send("the end").await?;
    for page in [&*ana, &ben] {
        page.see_last_message("the end").await?;
        let found = page
            .measure(
                "const inside = (what) => document.querySelectorAll(`[data-testid=timeline] ${what}`).length;
                 const bad = [...document.querySelectorAll('[data-testid=timeline] a')].map(a => a.protocol)
                     .filter(protocol => !['http:', 'https:', 'mailto:', 'tel:'].includes(protocol));
                 return [window.ran ?? 0, inside('script'), inside('iframe'), inside('img'), inside('svg[onload]'), bad.length];",
                Vec::new(),
            )
            .await?;
        assert_eq!(found, json!([0, 0, 0, 0, 0, 0]));
    }
    Ok(())
}

/// A driver cannot type through an input method, nor copy from another page: the events are those that browsers send then.
#[tokio::test]
async fn what_comes_by_an_input_method_or_a_paste_is_kept() -> Result<()> {
    let mut practice = Practice::with_clients(&["Ben"]).await?;
    let (ana, ben) = practice.ana_and_ben().await?;
    for page in [&*ana, &ben] {
        page.write("composer", "すくわ").await?;
        let composed = "const field = document.querySelector('[data-testid=composer]');
            field.dispatchEvent(new CompositionEvent('compositionstart', { bubbles: true, data: '' }));
            const enter = { key: 'Enter', code: 'Enter', bubbles: true, cancelable: true };
            field.dispatchEvent(new KeyboardEvent('keydown', { ...enter, isComposing: true, keyCode: 229 }));
            field.dispatchEvent(new CompositionEvent('compositionend', { bubbles: true, data: 'すくわ' }));
            return field.value";
        // The Enter that takes a word of the input method sends nothing.
        assert_eq!(page.measure(composed, Vec::new()).await?, json!("すくわ"));
        page.replace("composer", "").await?;

        let pasted = "const field = document.querySelector('[data-testid=composer]');
            field.focus();
            const data = new DataTransfer();
            data.setData('text/html', '<style>p{color:red}</style><p>Plan <b>now</b></p><ul><li>squat</li><li><a href=\"https://fit.example/p\">press</a></li></ul><script>window.ran=1</script>');
            data.setData('text/plain', 'Plan now');
            field.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))";
        page.measure(pasted, Vec::new()).await?;
        page.see_value(
            "composer",
            "Plan **now**\n\n- squat\n- [press](https://fit.example/p)",
        )
        .await?;
    }
    Ok(())
}
