package dev.gatehouse.governance.inventory;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;

/**
 * A model in the list.
 *
 * @param tier of the latest assessment
 * @param assessment its status: {@code ASSESSED}, {@code BLOCKED} or {@code PROHIBITED}
 * @param stage derived: {@code permitted}, {@code in-review}, {@code registered} or {@code no-version}
 * @param status stated; null if not said
 * @param rice score; null if not said
 * @param due the next validation; null if not said
 * @param overdue whether that day is over, and the model not retired
 * @param versions how many there are
 * @param newest the newest version; null without one
 * @param key what the list is sorted by, as text
 */
record InventoryRow(
        String name,
        String title,
        String owner,
        String tier,
        String assessment,
        String stage,
        String status,
        BigDecimal rice,
        LocalDate due,
        boolean overdue,
        Instant changedAt,
        int versions,
        String newest,
        String key) {

    /** Where the next page begins. */
    String cursor() {
        return key.isEmpty() ? name : key + "~" + name;
    }
}
