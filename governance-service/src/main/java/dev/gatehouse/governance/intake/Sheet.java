package dev.gatehouse.governance.intake;

import java.util.List;

/**
 * The questions of the form and what the packs say of the answers.
 *
 * @param sections the questions under their headings, in the order of the packs
 * @param faults answers that were not taken, in the order of the questions
 * @param answered how many questions are answered
 * @param questions how many there are
 */
record Sheet(List<Section> sections, List<Fault> faults, Outcome outcome, int answered, int questions) {

    /**
     * Questions under one heading.
     *
     * @param id for links
     * @param asked those that are answered, or still matter
     * @param later those that need no answer now
     */
    record Section(String id, String heading, List<Question> asked, List<Question> later) {}

    /**
     * What is wrong.
     *
     * @param field id of the part of the form to go to
     * @param about the question that it is about; empty where the sentence says so itself
     */
    record Fault(String field, String about, String sentence) {

        /** About a text of the form, or the whole of it. */
        static Fault of(String field, String sentence) {
            return new Fault(field, "", sentence);
        }

        /** About the answer to a fact. */
        static Fault ofFact(String fact, String question, String sentence) {
            return new Fault("q-" + fact, question, sentence);
        }
    }

    /** The facts whose questions are shown, for the page's script. */
    public String asked() {
        return String.join(
                " ",
                sections.stream()
                        .flatMap(s -> s.asked().stream())
                        .map(Question::name)
                        .toList());
    }
}
