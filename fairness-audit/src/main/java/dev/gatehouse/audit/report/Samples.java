package dev.gatehouse.audit.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * The rows that an audit of two samples read.
 *
 * @param reference null without one
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Samples(Side reference, Side current) {
    /**
     * The rows of one sample.
     *
     * @param read used plus all left out
     * @param labelled those of the rows used that have a label; null where the audit asks for none
     * @param leftOut rows by reason, such as {@code no_time}
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Side(long read, long used, Long labelled, Map<String, Long> leftOut) {
        public Side {
            leftOut = Collections.unmodifiableMap(new TreeMap<>(leftOut));
        }
    }
}
