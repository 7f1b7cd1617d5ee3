/** Who calls: bearer tokens checked on this machine, with the issuer's keys kept on disk. */
package dev.gatehouse.gateway.callers;
