package dev.gatehouse.governance.models;

import java.util.List;

/**
 * What a model's assessment is today and on another day.
 *
 * @param model its name
 * @param title for people
 * @param owner who answers for it
 * @param statusToday {@code ASSESSED}, {@code BLOCKED} or {@code PROHIBITED}; {@code FAILED} when a rule cannot be applied to its facts
 * @param tierToday while BLOCKED the least it can be; null when FAILED
 * @param statusThen as {@code statusToday}, on the other day
 * @param tierThen as {@code tierToday}, on the other day
 * @param direction {@code STRICTER}, {@code EASIER} or {@code OTHER}; null when nothing changes
 * @param changes a sentence each; empty when nothing changes
 */
public record Outlook(
        String model,
        String title,
        String owner,
        String statusToday,
        String tierToday,
        String statusThen,
        String tierThen,
        String direction,
        List<String> changes) {}
