/** Model servers: which may be called, how they are known, what they are told, and how they fare. */
package dev.gatehouse.gateway.upstream;
