/** Evidence bundles: all that belongs to a release in one zip, for an authority to check with public tools. */
package dev.gatehouse.governance.bundles;
