//! What every database promises to the domain, told once and run on each of them.
//!
//! A scenario gets a transaction on an empty database. The domain relies on all of this: orders and limits, what a conflict
//! leaves standing, and that nothing of another practice is ever seen.

mod codes;
mod conversations;
mod crowds;
mod files;
mod isolation;
mod jobs;
mod library;
mod messages;
mod people;
mod personal;
mod practice;
mod steps;
mod traces;

use super::postgres::Postgres;
use super::sqlite::{self, SqliteTx};

/// A transaction on an empty database, which lives as long as the transaction.
pub(crate) async fn on_sqlite() -> SqliteTx {
    let tx = SqliteTx::on(sqlite::open(&sqlite::Place::Memory).unwrap());
    tx.begin().unwrap();
    tx
}

/// A database of one's own on the server that all tests share.
pub(crate) async fn empty_postgres() -> Postgres {
    Postgres::connect(&empty_url(), 8).await.unwrap()
}

pub(crate) fn empty_url() -> String {
    backing::Postgres::shared().unwrap().create_database().unwrap()
}

/// Each scenario as a test of its own, on each database.
macro_rules! on_each_database {
    ($($file:ident: $($scenario:ident),+;)+) => {
        mod sqlite_keeps {
            $($(
                #[tokio::test]
                async fn $scenario() {
                    super::$file::$scenario(super::on_sqlite().await).await;
                }
            )+)+
        }
        mod postgres_keeps {
            $($(
                #[tokio::test]
                async fn $scenario() {
                    let database = super::empty_postgres().await;
                    super::$file::$scenario(database.begin(None).await.unwrap()).await;
                }
            )+)+
        }
    };
}

on_each_database! {
    people:
        workspaces_are_found_and_listed_by_name,
        an_account_is_found_by_id_address_and_kind,
        an_address_is_taken_once_in_a_practice,
        changed_accounts_come_oldest_change_first,
        an_address_may_sign_in_to_several_practices,
        an_updated_account_keeps_its_place_and_its_address_is_its_own,
        devices_are_found_by_token_and_listed_latest_first;
    codes:
        an_address_has_one_code_and_the_last_one_counts,
        old_codes_go_and_others_stay,
        an_invite_is_found_by_its_code_until_it_is_used,
        open_invites_of_one_account_go_together,
        an_answer_is_kept_once_per_account,
        old_answers_are_forgotten_a_few_at_a_time;
    conversations:
        a_client_has_one_direct_conversation,
        a_conversation_is_renamed_and_put_away,
        a_member_has_a_place_with_name_and_kind,
        who_comes_back_is_not_longest_in_any_more,
        the_successor_is_the_highest_then_a_coach_then_the_longest_in,
        receipts_are_replaced_and_come_oldest_change_first,
        drafts_are_replaced_and_stay_when_empty,
        memberships_are_listed_while_active,
        each_feed_counts_for_itself;
    crowds:
        a_tag_is_found_by_its_name_until_it_is_deleted,
        files_and_rules_are_replaced,
        a_crowd_is_written_like_each_of_it,
        many_numbers_are_taken_at_once,
        what_a_reader_may_not_see_is_on_no_page;
    messages:
        a_message_comes_back_as_it_went_in,
        an_id_and_a_place_are_taken_once,
        pages_go_both_ways,
        changed_messages_come_in_the_order_of_their_changes,
        the_nth_newest_is_a_place,
        the_first_unread_is_by_somebody_else_and_among_the_newest_hundred;
    jobs:
        the_longest_due_is_claimed_first_and_by_one,
        the_same_job_of_another_practice_is_another_job,
        a_finished_job_is_gone_and_a_new_one_takes_the_place_of_the_old,
        a_failed_job_is_tried_again_and_in_the_end_remembered,
        a_job_is_withdrawn_unless_somebody_is_at_it;
    files:
        a_file_comes_and_is_stored,
        what_was_begun_lately_is_counted_for_each,
        a_file_is_seen_by_its_owner_and_by_readers_of_its_messages,
        messages_are_found_by_what_they_have,
        who_has_listened_is_told_in_the_order_of_changes,
        a_key_is_made_once;
    library:
        folders_are_replaced_and_stay_when_deleted,
        a_file_of_the_vault_is_replaced_and_stays_without_its_file,
        templates_are_found_with_whoever_has_them,
        coaches_see_what_is_shared_and_what_has_a_file_holds_it;
    personal:
        reactions_are_replaced_and_found_by_place_and_by_change,
        stars_are_replaced_and_stay_when_taken_off,
        filings_are_replaced_switch_by_switch;
    traces:
        a_message_keeps_its_marks,
        versions_come_oldest_first_and_go_together,
        a_rise_says_when_it_passed_a_message,
        watermarks_come_with_the_policy,
        each_is_named_once_in_a_message,
        the_books_are_read_newest_first;
    steps:
        an_undone_step_leaves_what_was_before_it,
        a_failed_statement_spoils_its_step_only,
        a_conflict_spoils_nothing;
    isolation:
        nobody_elses_rows_are_seen_or_changed;
}
