/** Which gates a version's tier sets, the evidence given for them, and which are still closed. */
package dev.gatehouse.governance.gates;
