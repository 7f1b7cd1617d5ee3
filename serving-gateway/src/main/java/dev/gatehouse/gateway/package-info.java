/** Data plane: routes only permitted versions and durably logs every prediction before its answer. */
package dev.gatehouse.gateway;
