package dev.gatehouse.benchmarks;

import dev.gatehouse.benchmarks.DurabilityRecords.Found;
import java.util.BitSet;

/** What rounds of one kind came to. */
final class DurabilityTally {

    private int rounds;
    private long acknowledged;
    private long lost;
    private long corrupt;

    /** A round in which these numbers were acknowledged, and what its log held afterwards. */
    void add(BitSet acks, Found found) {
        BitSet missing = (BitSet) acks.clone();
        missing.andNot(found.numbers());
        add(acks.cardinality(), missing.cardinality(), found.corrupt());
    }

    void add(long acks, long missing, long wrong) {
        rounds++;
        acknowledged += acks;
        lost += missing;
        corrupt += wrong;
    }

    void add(DurabilityTally other) {
        rounds += other.rounds;
        acknowledged += other.acknowledged;
        lost += other.lost;
        corrupt += other.corrupt;
    }

    int rounds() {
        return rounds;
    }

    long acknowledged() {
        return acknowledged;
    }

    long lost() {
        return lost;
    }

    long corrupt() {
        return corrupt;
    }

    /** A line of the table. */
    String line(String what) {
        return String.format("%-46s %6d %12d %6d %8d", what, rounds, acknowledged, lost, corrupt);
    }

    static String heading() {
        return String.format("%-46s %6s %12s %6s %8s", "", "rounds", "acknowledged", "lost", "altered");
    }
}
