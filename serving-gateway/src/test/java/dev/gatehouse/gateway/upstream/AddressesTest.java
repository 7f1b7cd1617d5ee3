package dev.gatehouse.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AddressesTest {

    private static final long SECOND = 1_000_000_000L;

    private final Addresses addresses = new Addresses(new Circuit.Settings(2, SECOND, SECOND, SECOND));
    private long now;

    private static List<InetSocketAddress> name(int count) {
        List<InetSocketAddress> all = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            all.add(new InetSocketAddress("127.0.0." + i, 8080));
        }
        return all;
    }

    private Set<Address> taken(List<InetSocketAddress> resolved) {
        Set<Address> taken = new HashSet<>();
        for (int i = 0; i < 2 * resolved.size(); i++) {
            taken.add(addresses.next(resolved, null, now));
        }
        return taken;
    }

    private void fails(Address address) {
        addresses.failed(address, now, now);
        addresses.failed(address, now, now);
    }

    @Test
    void addressesAreTakenInTurn() {
        assertThat(taken(name(5))).hasSize(5);
    }

    @Test
    void aFailedOneIsNotTakenAgainAtOnceUnlessItIsTheOnlyOne() {
        Address failed = addresses.next(name(3), null, now);
        for (int i = 0; i < 10; i++) {
            assertThat(addresses.next(name(3), failed, now)).isNotEqualTo(failed);
        }
        Address only = addresses.next(name(1), null, now);
        assertThat(addresses.next(name(1), only, now)).isEqualTo(only);
    }

    @Test
    void oneThatFailsAgainAndAgainIsEjectedForAWhile() {
        Address bad = addresses.next(name(4), null, now);
        addresses.failed(bad, now, now);
        addresses.succeeded(bad);
        addresses.failed(bad, now, now);
        assertThat(taken(name(4))).contains(bad);
        addresses.failed(bad, now, now);
        assertThat(taken(name(4))).hasSize(3).doesNotContain(bad);
        now += 2 * SECOND;
        assertThat(taken(name(4))).as("it is tried again").contains(bad);
        addresses.failed(bad, now, now);
        assertThat(taken(name(4))).as("and one failure is enough").doesNotContain(bad);
    }

    @Test
    void neverMoreThanHalfAreEjected() {
        for (int count = 1; count <= 5; count++) {
            Addresses some = new Addresses(new Circuit.Settings(1, SECOND, SECOND, SECOND));
            List<InetSocketAddress> resolved = name(count);
            some.next(resolved, null, now);
            some.known().forEach(address -> some.failed(address, now, now));
            assertThat(some.known())
                    .filteredOn(address -> some.isEjected(address, now))
                    .as("of " + count)
                    .hasSize(count / 2);
            assertThat(some.isEjected(some.next(resolved, null, now), now)).isFalse();
        }
    }

    @Test
    void whatTheNameNoLongerStandsForIsForgottenAndWhatStaysIsRemembered() {
        Address bad = addresses.next(name(2), null, now);
        fails(bad);
        List<InetSocketAddress> more = name(3);
        assertThat(taken(more)).hasSize(2).doesNotContain(bad);
        addresses.next(List.of(more.get(2)), null, now);
        assertThat(addresses.known()).hasSize(1);
        assertThat(addresses.failed(bad, now, now))
                .as("an address of yesterday")
                .isFalse();
    }

    @Test
    void anAbsurdNumberOfAddressesIsCut() {
        assertThat(taken(name(200))).hasSize(Addresses.MAX_ADDRESSES);
    }
}
