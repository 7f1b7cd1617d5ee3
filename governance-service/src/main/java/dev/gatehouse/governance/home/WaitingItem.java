package dev.gatehouse.governance.home;

import java.time.Instant;

/**
 * Something that waits for the caller.
 *
 * @param page where it is seen to
 * @param title what it is about
 * @param why what is to be done, in a sentence
 * @param at when it is due, ends, or was asked for, as its group says
 * @param late whether it should have been done already
 */
public record WaitingItem(String page, String title, String why, Instant at, boolean late) {}
