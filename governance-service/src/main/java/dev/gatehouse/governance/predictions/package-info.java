/** What the gateway recorded, what came true, how the model does on it, and the pages on which operators watch a route. */
package dev.gatehouse.governance.predictions;
