/** The evidence bundle of a release: a zip that shows, without the service, what was approved, on what and by whom. */
package dev.gatehouse.approval.bundle;
