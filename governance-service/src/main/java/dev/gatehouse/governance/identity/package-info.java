/** Who calls, and which roles exist. Keycloak is the identity provider; nothing here stores a person. */
package dev.gatehouse.governance.identity;
