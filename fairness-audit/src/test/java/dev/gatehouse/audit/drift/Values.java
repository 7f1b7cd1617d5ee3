package dev.gatehouse.audit.drift;

import java.util.Arrays;
import java.util.Random;

/** Values of a column, the same for the same seed. */
final class Values {
    private Values() {}

    /** Normal values, rounded to hundredths. */
    static double[] normal(long seed, int n, double mean, double deviation) {
        Random random = new Random(seed);
        double[] values = new double[n];
        for (int i = 0; i < n; i++) {
            values[i] = Math.rint(100 * (mean + deviation * random.nextGaussian())) / 100 + 0.0;
        }
        return values;
    }

    /** So many of each value, in order. */
    static String[] texts(Object... valueAndCount) {
        String[] texts = new String[0];
        for (int i = 0; i < valueAndCount.length; i += 2) {
            int from = texts.length;
            texts = Arrays.copyOf(texts, from + (Integer) valueAndCount[i + 1]);
            Arrays.fill(texts, from, texts.length, (String) valueAndCount[i]);
        }
        return texts;
    }

    static double[] numbers(double... valueAndCount) {
        double[] numbers = new double[0];
        for (int i = 0; i < valueAndCount.length; i += 2) {
            int from = numbers.length;
            numbers = Arrays.copyOf(numbers, from + (int) valueAndCount[i + 1]);
            Arrays.fill(numbers, from, numbers.length, valueAndCount[i]);
        }
        return numbers;
    }

    /** With the first so many values missing. */
    static double[] without(double[] values, int missing) {
        double[] copy = values.clone();
        Arrays.fill(copy, 0, missing, Double.NaN);
        return copy;
    }
}
