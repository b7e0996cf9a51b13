//! Where the program's memory comes from, and when it is given back.
//!
//! A server reads large texts in bursts and rests for hours in between. What a burst needed is given back to the system
//! as soon as it is free, whichever thread read it.

use std::ffi::c_long;

/// Mimalloc: under a stranger's load a third less memory than with the system's allocator, and shorter waits.
pub use mimalloc::MiMalloc as Allocator;

/// An option of the allocator: its place in `mi_option_e` of mimalloc 3's `mimalloc.h`, which the Rust bindings do not
/// name, and what is set.
#[derive(Debug)]
struct Setting {
    option: libmimalloc_sys::mi_option_t,
    value: c_long,
    #[cfg(test)]
    by_default: c_long,
}

const SETTINGS: [Setting; 2] = [
    // `purge_delay`, in milliseconds: free memory goes back at once.
    Setting {
        option: 15,
        value: 0,
        #[cfg(test)]
        by_default: 1000,
    },
    // `page_full_retain`: no full pages are kept aside for each size.
    Setting {
        option: 36,
        value: 0,
        #[cfg(test)]
        by_default: 2,
    },
];

/// Has free memory given back at once. Called as the first thing of a program; what its environment says
/// (`MIMALLOC_PURGE_DELAY`, `MIMALLOC_PAGE_FULL_RETAIN`) is left as it is.
pub fn give_back_at_once() {
    for setting in &SETTINGS {
        #[expect(unsafe_code, reason = "the allocator's options are set by a function of C")]
        // SAFETY: the function stores a number and checks the option's bounds.
        unsafe {
            libmimalloc_sys::mi_option_set_default(setting.option, setting.value);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now(setting: &Setting) -> c_long {
        #[expect(unsafe_code, reason = "the allocator's options are read by a function of C")]
        // SAFETY: the function reads a number and checks the option's bounds.
        unsafe {
            libmimalloc_sys::mi_option_get(setting.option)
        }
    }

    /// A release of mimalloc that numbers its options otherwise would have another default in the same place.
    #[test]
    fn the_options_are_those_that_are_meant_and_are_set() {
        for setting in &SETTINGS {
            assert_eq!(now(setting), setting.by_default, "{setting:?}");
        }
        give_back_at_once();
        for setting in &SETTINGS {
            assert_eq!(now(setting), setting.value, "{setting:?}");
        }
    }
}
