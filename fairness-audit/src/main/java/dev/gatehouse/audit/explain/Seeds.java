package dev.gatehouse.audit.explain;

import java.util.SplittableRandom;

/** Random numbers that are the same on every machine and for every order of the work. */
final class Seeds {
    private Seeds() {}

    /** 64 well mixed bits of two numbers (the finaliser of SplitMix64: Steele, Lea and Flood 2014). */
    static long mix(long seed, long number) {
        long z = seed * 0x9E3779B97F4A7C15L + number;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    static SplittableRandom random(long seed, long stream) {
        return new SplittableRandom(mix(seed, stream));
    }

    /** The numbers from 0 to n − 1 in a random order. */
    static int[] order(int n, SplittableRandom random) {
        int[] order = new int[n];
        for (int i = 0; i < n; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }
}
