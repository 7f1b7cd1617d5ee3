package dev.gatehouse.card;

/** What an interval says of its limit: wholly inside, wholly outside, or neither. */
public enum Verdict {
    PASS,
    FAIL,
    INSUFFICIENT
}
