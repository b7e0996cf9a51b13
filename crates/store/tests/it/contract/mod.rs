//! What any database has to keep: each test gets a database of its own, in which there is nothing.
//!
//! A second database implements [`Database`] in a file of its own and says `contract!(ItsName);`.

pub(crate) mod approvals;
pub(crate) mod audit;
pub(crate) mod beside;
pub(crate) mod changes;
pub(crate) mod clashes;
pub(crate) mod clusters;
pub(crate) mod credentials;
pub(crate) mod documents;
pub(crate) mod drafts;
pub(crate) mod earlier;
pub(crate) mod fabrics;
pub(crate) mod filters;
pub(crate) mod leases;
pub(crate) mod lives;
pub(crate) mod outbox;
pub(crate) mod pages;
pub(crate) mod people;
pub(crate) mod places;
pub(crate) mod policy_files;
pub(crate) mod revisions;
pub(crate) mod runs;
pub(crate) mod transports;
pub(crate) mod verified;
pub(crate) mod writes;

use hedgerow_store::Store;

/// Where a test's database comes from.
pub(crate) trait Database: Sized {
    /// A database in which there is nothing yet; gone with this value.
    async fn fresh() -> Self;

    /// A handle of it. Several may be open at once, as those of two servers are.
    async fn open(&self) -> Store;
}

/// One test of each name, with one database.
macro_rules! tests {
    ($database:ident: $($module:ident { $($test:ident,)+ })+) => {
        $(mod $module {
            $(#[tokio::test]
            async fn $test() {
                crate::contract::$module::$test::<super::$database>().await;
            })+
        })+
    };
}

/// The whole contract, with one database.
macro_rules! contract {
    ($database:ident) => {
        crate::contract::tests! { $database:
            approvals {
                everybody_who_wrote_a_change_stays_its_author,
                a_person_approves_a_change_once_and_for_one_revision,
                a_change_knows_who_asked_to_publish_it,
            }
            audit {
                nothing_is_audited_before_a_sealing_key_opened_it,
                an_entry_stands_with_what_it_tells_of_or_not_at_all,
                an_entry_is_read_as_it_was_written,
                filters_narrow_together_and_pages_go_on_behind_a_number,
                a_clock_that_was_put_back_hides_no_entry,
                under_another_sealing_key_the_log_goes_on_and_says_so,
            }
            beside {
                what_was_said_last_stays_and_says_since_when_it_is_not_known,
                of_what_was_undone_the_newest_thousand_are_kept,
            }
            changes {
                every_legal_step_is_taken_and_no_other,
                one_illegal_step_stops_the_whole_group,
                asking_to_publish_is_only_for_changes_that_may_be_queued,
                a_message_stays_where_asking_gives_none,
                asking_anew_makes_earlier_commits_of_a_change_void,
                an_edit_opens_only_what_was_held_back,
                publishing_notes_the_commit_and_the_time_once,
                only_an_automatic_fabric_schedules_and_only_what_may_go_is_due,
                a_fabric_that_turns_manual_takes_its_plans_back,
                a_queue_gives_its_changes_in_the_order_they_were_asked_for,
                a_name_finds_what_is_under_way_first,
            }
            credentials {
                a_credential_is_edited_only_as_it_was_seen,
                the_next_secret_waits_beside_the_one_in_use,
                after_the_sealing_key_was_exchanged_everything_opens_with_the_new_one_alone,
            }
            documents {
                a_document_is_read_as_it_was_written,
                more_documents_than_fit_a_statement_are_all_there,
                clearing_a_file_touches_no_other,
                two_documents_never_stand_in_one_place,
                identities_that_stand_live_twice_are_told_with_their_files,
                a_resource_counts_once_and_live_wins,
                of_each_resource_the_text_that_counts_is_read_a_page_at_a_time,
                figures_say_nothing_that_is_not_so,
                rules_are_counted_by_severity_and_of_infos_only_what_was_not_checked,
                pages_of_documents_give_each_once_whatever_their_size,
                a_filter_of_documents_cuts_down_to_what_it_names,
                the_text_a_resource_was_normalised_from_is_the_newest,
                a_folder_holds_what_is_below_it_and_nothing_beside_it,
                findings_have_a_target_and_are_counted_by_severity,
                what_rules_say_stands_beside_what_files_say,
                the_rules_that_a_fabric_declares_are_kept_as_they_were_written,
                findings_of_a_rule_go_all_or_those_about_some,
                pages_of_findings_give_each_once_whatever_their_size,
            }
            drafts {
                a_draft_counts_its_edits_and_is_saved_only_as_it_was_seen,
                whether_a_draft_breaks_a_rule_is_unknown_until_it_is_said,
                many_drafts_are_saved_together_or_none_of_them,
                active_drafts_of_some_resources_are_those_of_all_changes,
                many_conflicts_are_opened_and_superseded_at_once,
                a_group_of_writes_reads_what_it_wrote,
                drafts_of_changes_that_are_over_are_kept_and_not_active,
                records_outlive_their_drafts_and_a_fabric_takes_everything,
                a_conflict_is_decided_once,
                what_was_switched_off_last_is_known,
            }
            clashes {
                changes_that_break_a_rule_together_are_told_of_both_until_one_is_over,
                what_a_change_broke_is_kept_until_it_is_edited,
            }
            clusters {
                how_a_cluster_is_reached_is_sealed_for_its_row_and_exchanged,
                what_was_seen_is_replaced_and_goes_with_the_place,
                what_is_ignored_is_replaced_taken_back_and_ends,
                what_is_written_wrong_is_listed_again_and_stays_until_then,
                what_was_agreed_is_told_apart_by_what_there_is_beside_it,
                how_the_cluster_has_the_kinds_stays_until_the_fabric_leaves_it,
            }
            verified {
                the_last_verification_of_a_fabric_is_kept_and_goes_with_it,
            }
            earlier {
                what_git_had_is_told_newest_first_and_only_the_newest_ten_of_a_resource,
                what_somebody_published_is_no_news_to_them,
                what_ended_long_ago_is_forgotten_and_a_fabric_takes_it_along,
            }
            fabrics {
                a_fabric_has_its_name_for_itself,
                definitions_of_one_name_are_the_last_one,
                a_source_keeps_what_it_was_made_of,
                only_sources_that_agreed_with_the_old_head_are_carried_over,
                a_head_comes_goes_and_moves_only_from_where_it_is,
                a_look_clears_no_time_and_a_move_clears_the_problem,
                one_repository_is_one_record_however_it_is_spelled,
                a_branch_has_one_queue_however_often_it_is_asked_for,
                a_repository_goes_only_when_nothing_uses_it,
                pages_of_fabrics_are_by_name_and_cut_down_to_what_is_known,
            }
            filters {
                a_name_is_used_once_by_each_and_once_for_all,
                one_has_ones_own_and_the_shared_ones_in_pages,
                they_go_with_their_person_and_with_their_fabric,
            }
            leases {
                who_lost_the_lease_writes_nothing_any_more,
                a_group_whose_lease_ends_inside_it_leaves_nothing_behind,
                nobody_takes_a_lease_while_its_holder_writes,
                a_lease_is_taken_renewed_and_given_back,
                queues_have_leases_of_their_own,
                a_server_gives_back_what_its_earlier_runs_held_and_nothing_of_others,
                following_and_applying_a_fabric_are_leased_apart,
                a_note_for_who_follows_is_there_once_until_it_was_heard,
            }
            lives {
                what_takes_the_place_of_a_record_is_told_and_goes_on_with_it,
                the_same_disagreement_met_again_has_the_earlier_decision,
                drafts_move_to_another_change_with_their_conflicts,
                a_save_is_kept_until_it_is_undone_or_its_change_is_over,
                a_policy_is_written_only_as_it_was_seen,
                a_policy_looks_once_and_not_at_what_was_taken_back,
            }
            outbox {
                an_event_is_heard_with_what_it_tells_of_or_not_at_all,
                handles_of_one_database_hear_each_other,
                events_are_read_in_pages_without_a_gap,
                who_missed_what_is_not_kept_is_told_so,
                a_number_is_never_given_twice_and_the_newest_event_is_kept,
                events_are_pruned_by_age_and_never_more_than_asked_at_once,
                a_clock_that_was_put_back_tears_no_hole,
                a_number_is_believed_only_with_its_time,
                a_fabric_takes_its_events_along,
                a_commit_wakes_who_waits_for_what_it_tells_and_nobody_else,
            }
            pages {
                pages_of_changes_give_each_once_newest_first,
                a_page_shows_only_the_fabrics_it_is_cut_down_to,
                what_is_over_is_shown_only_where_it_is_asked_for,
                conflicts_are_paged_by_state_and_counted_by_draft,
                a_fabrics_figures_count_what_is_under_way,
                drafts_in_lists_say_what_they_do_without_their_texts,
                a_search_finds_parts_of_names_those_that_start_with_it_first,
                a_resource_is_found_by_how_its_kind_begins_and_where_only_a_draft_has_it,
            }
            people {
                logins_differ_by_more_than_their_case,
                an_account_is_edited_only_as_it_was_seen,
                a_role_names_a_fabric_that_there_is_and_goes_with_it,
                only_active_admins_of_all_fabrics_administer,
                accounts_are_listed_by_login_in_pages,
                accounts_are_found_by_login_and_name,
                nothing_shows_a_password,
                a_session_is_found_by_its_digest_until_it_ends,
                a_token_is_found_by_its_digest_until_it_is_revoked,
                a_token_for_a_forgotten_fabric_does_not_open_a_new_one_of_that_name,
                an_account_takes_its_sessions_and_tokens_along,
            }
            places {
                a_source_that_moves_takes_what_is_known_of_its_files_along,
                a_source_moves_only_where_nobody_is_and_as_it_was_seen,
                a_repository_moves_only_where_no_other_is_and_as_it_was_seen,
                what_is_queued_in_a_fabric_is_known_to_a_group,
                a_group_may_be_held_to_several_leases,
            }
            policy_files {
                a_policy_file_is_read_as_it_was_written_and_goes_with_its_fabric,
                a_source_knows_where_its_policy_was_looked_for_until_it_moves,
            }
            revisions {
                settings_of_a_fabric_are_edited_only_as_they_were_seen,
                settings_of_a_repository_are_edited_only_as_they_were_seen,
                only_one_of_two_that_saw_the_same_settings_wins,
                whatever_a_change_goes_through_is_counted,
            }
            runs {
                a_run_is_found_after_a_crash_until_it_ended,
                commits_are_journaled_in_the_order_they_were_built,
                commits_are_waited_for_while_their_change_is_under_way,
                a_run_is_about_the_fabrics_it_read_or_built_for,
                pages_of_runs_give_each_once_newest_first,
            }
            transports {
                a_way_is_kept_with_its_repository_and_goes_with_it,
                its_secrets_open_with_the_sealing_key_that_is_in_use,
            }
            writes {
                a_group_that_is_dropped_leaves_nothing_behind,
                a_head_moves_only_from_where_it_was,
                a_draft_saved_by_somebody_else_meanwhile_is_not_overwritten,
                a_step_that_the_state_machine_lacks_is_refused,
                publishing_a_change_closes_its_conflicts_and_hides_its_drafts,
                a_directory_has_one_owner,
            }
        }
    };
}

pub(crate) use {contract, tests};
