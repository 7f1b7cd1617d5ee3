package dev.gatehouse.approval.release;

/**
 * Why an act is refused.
 *
 * @param code stable reason code in snake_case, for machines
 * @param sentence what is wrong and what would help, for people
 */
public record Refusal(String code, String sentence) {}
