package dev.gatehouse.gateway.condition;

import dev.gatehouse.gateway.Refusal;

/** What a permit's conditions say of all rows of one call. */
public sealed interface RowVerdict {
    /**
     * Every row is inside.
     *
     * @param rows how many the call has, at least one
     */
    record Inside(int rows) implements RowVerdict {}

    /**
     * Some row is outside: another version may answer the call.
     *
     * @param refusal what the caller is told if none does
     */
    record Outside(Refusal refusal) implements RowVerdict {}

    /**
     * Nobody can tell: no version answers the call.
     *
     * @param refusal what the caller is told
     */
    record Undecided(Refusal refusal) implements RowVerdict {}
}
