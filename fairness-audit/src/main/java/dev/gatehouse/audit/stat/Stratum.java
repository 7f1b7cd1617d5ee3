package dev.gatehouse.audit.stat;

/** The two groups' rates within one stratum; a group may have no trials there. */
public record Stratum(Proportion first, Proportion second) {}
