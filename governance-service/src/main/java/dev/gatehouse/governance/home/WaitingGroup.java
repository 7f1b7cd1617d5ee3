package dev.gatehouse.governance.home;

import java.util.List;

/**
 * What of one kind waits for the caller, the most pressing first.
 *
 * @param id for anchors; the page has the group's title, and what the time of its items is
 * @param items at least one
 * @param more whether there are more than those
 * @param all the page that has all; null where there is none
 */
public record WaitingGroup(String id, List<WaitingItem> items, boolean more, String all) {

    /** @return whether any of it is late */
    public boolean isLate() {
        return items.stream().anyMatch(WaitingItem::late);
    }
}
