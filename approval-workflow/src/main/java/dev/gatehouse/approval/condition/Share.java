package dev.gatehouse.approval.condition;

import dev.gatehouse.approval.canonical.InvalidDocumentException;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.function.BinaryOperator;

/** Shares: decimals above 0 and at most 1, held without trailing zeros so that equal shares are equal values. */
final class Share {
    static final int MAX_DECIMALS = 6;
    static final int MAX_CHARS = 16;

    private Share() {}

    static BigDecimal require(BigDecimal value, String what) {
        BigDecimal share = value.stripTrailingZeros();
        if (share.signum() <= 0 || share.compareTo(BigDecimal.ONE) > 0 || share.scale() > MAX_DECIMALS) {
            throw invalid(what + " is not above 0 and at most 1 with at most " + MAX_DECIMALS + " decimals");
        }
        return share;
    }

    static BigDecimal parse(String text, String what) {
        if (!text.matches("[0-9]+(\\.[0-9]+)?")) {
            throw invalid(what + " is not a decimal such as \"0.25\"");
        }
        return require(new BigDecimal(text), what);
    }

    static <T> Optional<T> both(Optional<T> one, Optional<T> other, BinaryOperator<T> merge) {
        if (one.isEmpty()) {
            return other;
        }
        return other.isEmpty() ? one : Optional.of(merge.apply(one.get(), other.get()));
    }

    static InvalidDocumentException invalid(String message) {
        return new InvalidDocumentException(message);
    }
}
