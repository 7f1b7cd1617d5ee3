/** What lies in files and may be replaced while the gateway runs: certificates, keys, credentials. */
package dev.gatehouse.gateway.secrets;
