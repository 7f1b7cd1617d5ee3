package dev.gatehouse.sandbox.credit;

import java.util.ArrayList;
import java.util.List;

/**
 * What a model is shown of a card holder.
 *
 * <p>Names are in their natural order because Tribuo orders features by name: the order of {@link #names()} is the order of the
 * columns of the ONNX input, and the training refuses a set where the two differ.
 */
public enum FeatureSet {

    /** Every column of the source, with sex, age, education and marriage: what one gets by not choosing. */
    EVERYTHING {
        @Override
        public List<String> names() {
            return CardHolder.COLUMNS.stream().sorted().toList();
        }

        @Override
        double value(CardHolder holder, String name) {
            return holder.value(name);
        }
    },

    /**
     * How the person has repaid, and nothing about who they are or what limit they were given: {@code DELAY_m}, months of delay (0 to 9)
     * as of month m, and {@code PAID_m}, the share (0 to 1) of the statement before that was paid in month m, 1 where nothing was owed.
     * The credit limit is left out because it tells the age.
     */
    REPAYMENT_RECORD {
        @Override
        public List<String> names() {
            List<String> names = new ArrayList<>();
            for (String month : List.of("0", "2", "3", "4", "5", "6")) {
                names.add("DELAY_" + month);
            }
            for (int month = 1; month <= 5; month++) {
                names.add("PAID_" + month);
            }
            return List.copyOf(names);
        }

        @Override
        double value(CardHolder holder, String name) {
            if (name.startsWith("DELAY_")) {
                return Math.max(0, holder.value("PAY_" + name.substring("DELAY_".length())));
            }
            int month = Integer.parseInt(name.substring("PAID_".length()));
            double owed = holder.value("BILL_AMT" + (month + 1));
            double paid = holder.value("PAY_AMT" + month);
            return owed <= 0 ? 1 : Math.min(1, paid / owed);
        }
    };

    /** Feature names in the order of the model's input columns. */
    public abstract List<String> names();

    abstract double value(CardHolder holder, String name);

    /** The input row of one person, in the order of {@link #names()}. */
    public float[] row(CardHolder holder) {
        List<String> names = names();
        float[] row = new float[names.size()];
        for (int i = 0; i < row.length; i++) {
            row[i] = (float) value(holder, names.get(i));
        }
        return row;
    }
}
