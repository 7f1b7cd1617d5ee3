package dev.gatehouse.gateway.routing;

import dev.gatehouse.approval.route.RouteEntry;
import dev.gatehouse.gateway.Refusal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One route as it stands. Immutable.
 *
 * @param entry the control plane's word
 * @param primary the version that was deployed
 * @param fallback the version that answers calls which the primary's permit does not admit; empty when there is none
 */
public record Route(RouteEntry entry, RoutedVersion primary, Optional<RoutedVersion> fallback) {

    /** The primary, then the fallback if there is one. */
    public List<RoutedVersion> versions() {
        return Stream.concat(Stream.of(primary), fallback.stream()).toList();
    }

    /** Its version of that name. */
    public Optional<RoutedVersion> version(String name) {
        return versions().stream()
                .filter(one -> one.target().version().equals(name))
                .findFirst();
    }

    /** The first version that is open at this instant. */
    public Optional<RoutedVersion> open(Instant now) {
        return versions().stream().filter(one -> one.closedAt(now).isEmpty()).findFirst();
    }

    /** Why the route serves nobody at this instant, caller and purpose aside: the primary's reason when the fallback is closed too. */
    public Optional<Refusal> closedAt(Instant now) {
        return open(now).isPresent() ? Optional.empty() : primary.closedAt(now);
    }

    /** The refusal of a call that names a version which the route has not. */
    public Refusal unknownVersion(String asked) {
        return otherVersion(
                asked,
                "it serves version " + primary.target().version()
                        + fallback.map(other -> " and, for what that may not answer, version "
                                        + other.target().version())
                                .orElse(" only")
                        + ".");
    }

    /** @param why as a sentence */
    Refusal otherVersion(String asked, String why) {
        return new Refusal(
                Refusal.Code.VERSION_NOT_PERMITTED,
                "The route '" + entry.route() + "' does not answer this call by version " + asked + ": " + why);
    }
}
