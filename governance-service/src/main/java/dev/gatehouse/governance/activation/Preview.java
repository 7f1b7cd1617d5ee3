package dev.gatehouse.governance.activation;

import java.time.LocalDate;
import java.util.List;

/**
 * What would change if a proposal were active, for some models of the inventory.
 *
 * @param on the day that both assessments are for
 * @param models how many were compared here
 * @param stricter how many of them would be held to more
 * @param easier how many to less
 * @param other how many would change in another way
 * @param items each that would change, by name
 * @param next name after which the next models come; null when these were the last
 */
public record Preview(
        LocalDate on, int models, int stricter, int easier, int other, List<ModelChange> items, String next) {}
