package dev.gatehouse.governance.search;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * Something that was found.
 *
 * @param match how it was found
 * @param title what it is called
 * @param about what it is and how it stands
 * @param why where the question was found, if that is not plain; null if it is
 * @param page address from the root of the site
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Hit(Match match, String title, String about, String why, String page) {

    /** How it was found, best first. */
    enum Match {
        EXACT,
        BEGINNING,
        WORDS
    }

    /** Whether it is the very thing that was named. */
    @JsonIgnore
    public boolean isExact() {
        return match == Match.EXACT;
    }
}
