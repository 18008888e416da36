-- SPDX-License-Identifier: Apache-2.0
--
-- Lets go of what terms.sql made, in its order.
drop table if exists temp.policy_default;
drop table if exists temp.policy_said;
drop table if exists temp.policy_term;
drop view if exists temp.policy_now;
drop table if exists temp.proof;
drop table if exists temp.product_now;
drop table if exists temp.release_now;
drop table if exists temp.product_in_support;
drop table if exists temp.release_in_support;
drop table if exists temp.item_class;
drop table if exists temp.item_now;
drop table if exists temp.security_update;
drop table if exists temp.sent_notification;
drop table if exists temp.issue_version;
drop table if exists temp.first_confirmed;
drop table if exists temp.first_decision;
drop table if exists temp.standing;
drop table if exists temp.announced_update;
drop table if exists temp.withdrawn_issue;
drop table if exists temp.fixing;
drop table if exists temp.affected_release;
drop view if exists temp.reviewed;
drop view if exists temp.reviewed_history;
drop table if exists temp.disposed;
drop table if exists temp.finding_disposed;
drop table if exists temp.exemption;
