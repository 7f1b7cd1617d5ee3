package dev.gatehouse.card;

/** Whose requirements a card's completeness is measured against. */
public enum Framework {
    MITCHELL("mitchell", "Mitchell et al. (2019)"),
    ANNEX_IV("annex-iv", "EU AI Act, Annex IV"),
    ARTICLE_13("article-13", "EU AI Act, Art. 13(3)"),
    SR_26_2("sr-26-2", "SR 26-2, model risk");

    private final String id;
    private final String title;

    Framework(String id, String title) {
        this.id = id;
        this.title = title;
    }

    /** The framework's name in policy packs and addresses. */
    public String id() {
        return id;
    }

    /** The framework's name as it is printed. */
    public String title() {
        return title;
    }
}
