package dev.gatehouse.governance.identity;

import io.quarkus.security.identity.SecurityIdentity;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.microprofile.jwt.JsonWebToken;

/** Who makes this request, as Keycloak says: the only place that reads the token's claims. */
@RequestScoped
public class Caller {

    private static final String SERVICE_ACCOUNT = "service-account-";

    private final SecurityIdentity identity;

    @Inject
    Caller(SecurityIdentity identity) {
        this.identity = identity;
    }

    /** The stable id of the person or service account ({@code sub}). */
    public String sub() {
        String sub = token().getSubject();
        if (sub == null) {
            throw new io.quarkus.security.AuthenticationFailedException("the token has no subject");
        }
        return sub;
    }

    /** The sign-in name. For a service account {@code service-account-CLIENT}. */
    public String username() {
        String username = token().getClaim("preferred_username");
        if (username == null) {
            // Machines and developers are known by it: without it, a machine could pass for a person.
            throw new io.quarkus.security.AuthenticationFailedException("the token has no preferred_username");
        }
        return username;
    }

    /** The name people know the person by; the sign-in name where none is given. */
    public String displayName() {
        String name = token().getClaim("name");
        return name == null || name.isBlank() ? username() : name;
    }

    /** Whether this is a machine. Machines never vote. */
    public boolean isServiceAccount() {
        return username().startsWith(SERVICE_ACCOUNT);
    }

    /** Realm roles. */
    public Set<String> roles() {
        return new TreeSet<>(identity.getRoles());
    }

    /** Whether the caller has the realm role. */
    public boolean has(String role) {
        return identity.hasRole(role);
    }

    /** The board functions the person may act for, for example {@code legal}. */
    public Set<String> functions() {
        return Roles.functions(identity.getRoles());
    }

    private JsonWebToken token() {
        if (identity.getPrincipal() instanceof JsonWebToken token) {
            return token;
        }
        throw new io.quarkus.security.UnauthorizedException();
    }
}
