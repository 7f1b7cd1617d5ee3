package dev.gatehouse.card;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * How complete a card is, framework by framework. A requirement counts as answered when everything it names is provided or stated not to
 * apply with a reason. The percentage says how much of the <em>card</em> is filled: a card is not itself a technical file under Annex IV,
 * nor does a full card show that a law is complied with. Providing an entry never lowers a percentage.
 */
public final class Completeness {
    /** Texts that no framework here asks for: they are written for readers. */
    public static final Set<CardText> FOR_READERS =
            Set.copyOf(EnumSet.of(CardText.SUMMARY, CardText.ENVIRONMENTAL_IMPACT));

    private Completeness() {}

    /** One entry for every framework, in their order. */
    public static List<FrameworkCompleteness> of(CardContent card) {
        List<FrameworkCompleteness> all = new ArrayList<>();
        for (Framework framework : Framework.values()) {
            List<Requirement> requirements = Demands.of(framework).stream()
                    .map(demand -> demand.meet(card))
                    .toList();
            long answered = requirements.stream()
                    .filter(requirement -> requirement.state() != Requirement.State.MISSING)
                    .count();
            all.add(new FrameworkCompleteness(framework, (int) (100 * answered / requirements.size()), requirements));
        }
        return List.copyOf(all);
    }
}
