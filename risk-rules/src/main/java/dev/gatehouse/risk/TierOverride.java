package dev.gatehouse.risk;

import java.time.LocalDate;

/**
 * A tier that two people have set in place of the assessed one. That there were two is for the caller to see to.
 *
 * @param tier LOW, MEDIUM or HIGH
 * @param reason that they gave
 * @param until the last day on which it has effect
 */
public record TierOverride(Tier tier, String reason, LocalDate until) {}
