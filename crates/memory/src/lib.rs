//! Where the program's memory comes from, and when it is given back.
//!
//! A server reads large texts in bursts and rests for hours in between. What a burst needed is given back to the system
//! as soon as it is free, whichever thread read it.

use std::ffi::c_long;

/// Mimalloc: under a stranger's load a third less memory than with the system's allocator, and shorter waits.
pub use mimalloc::MiMalloc as Allocator;

/// Options of the allocator and what is set: each by its place in `mi_option_e` of mimalloc 3's `mimalloc.h`, which the
/// Rust bindings do not name.
const SETTINGS: [(libmimalloc_sys::mi_option_t, c_long); 2] = [
    // `purge_delay`, in milliseconds: free memory goes back at once.
    (15, 0),
    // `page_full_retain`: no full pages are kept aside for each size.
    (36, 0),
];

/// Has free memory given back at once. Called as the first thing of a program; what its environment says
/// (`MIMALLOC_PURGE_DELAY`, `MIMALLOC_PAGE_FULL_RETAIN`) is left as it is.
pub fn give_back_at_once() {
    for (option, value) in SETTINGS {
        #[expect(unsafe_code, reason = "the allocator's options are set by a function of C")]
        // SAFETY: the function stores a number and checks the option's bounds.
        unsafe {
            libmimalloc_sys::mi_option_set_default(option, value);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What mimalloc does where nothing is set.
    const BY_DEFAULT: [c_long; 2] = [1000, 2];

    fn now() -> [c_long; 2] {
        SETTINGS.map(|(option, _)| {
            #[expect(unsafe_code, reason = "the allocator's options are read by a function of C")]
            // SAFETY: the function reads a number and checks the option's bounds.
            unsafe {
                libmimalloc_sys::mi_option_get(option)
            }
        })
    }

    /// A release of mimalloc that numbers its options otherwise would have another default in the same place.
    #[test]
    fn the_options_are_those_that_are_meant_and_are_set() {
        assert_eq!(now(), BY_DEFAULT);
        give_back_at_once();
        assert_eq!(now(), SETTINGS.map(|(_, value)| value));
    }
}
