//! Work shared out to a few threads.
//!
//! Waking a thread costs some ten microseconds, a small product less. So a pool: its workers spin for a moment after
//! they finish, in case more comes at once, and then sleep; the caller takes part; pieces of work are numbers drawn from
//! a counter, so whoever is fast draws more. What a piece computes must depend on its number alone: then the number of
//! threads changes no digit.
//!
//! After `fork` the child has none of the threads; the pool notices by the process's number, and makes new ones.

use std::any::Any;
use std::cell::UnsafeCell;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// How long a worker looks for new work before it sleeps.
const SPIN: Duration = Duration::from_micros(30);

/// More threads than this nobody has use for, and a system may grant none of them.
pub const MOST: usize = 1024;

/// 0 until somebody asks or sets it.
static THREADS: AtomicUsize = AtomicUsize::new(0);

/// How many threads work together, the caller among them: what [`set_threads`] said, or `NNKATA_THREADS`, or the
/// machine's cores.
#[inline]
pub fn threads() -> usize {
    match THREADS.load(Ordering::Relaxed) {
        0 => {
            let count = usual();
            // Whoever sets it meanwhile is right.
            match THREADS.compare_exchange(0, count, Ordering::Relaxed, Ordering::Relaxed) {
                Ok(_) => count,
                Err(set) => set,
            }
        }
        count => count,
    }
}

fn usual() -> usize {
    let wanted = std::env::var("NNKATA_THREADS").ok().and_then(|words| words.trim().parse().ok());
    match wanted {
        Some(count) if count > 0 => MOST.min(count),
        _ => std::thread::available_parallelism().map_or(1, usize::from).min(MOST),
    }
}

/// From now on `count` threads work together, [`MOST`] at most; 0 means the usual number.
pub fn set_threads(count: usize) {
    THREADS.store(if count == 0 { usual() } else { count.min(MOST) }, Ordering::Relaxed);
}

/// Calls `work(0)`, `work(1)`, ... `work(pieces - 1)`, each once, on up to [`threads`] threads; returns when all are
/// done. Inside another `parallel`, or while another caller has the pool, the caller does all of it.
///
/// # Panics
///
/// If a piece does, with its words, once all others are done.
pub fn parallel(pieces: usize, work: impl Fn(usize) + Sync) {
    let helpers = threads().min(pieces).saturating_sub(1);
    let Some(hold) = (if helpers == 0 { None } else { Hold::take() }) else {
        return (0..pieces).for_each(work);
    };
    let next = AtomicUsize::new(0);
    hold.meeting(helpers).run(helpers, &|| {
        loop {
            let piece = next.fetch_add(1, Ordering::Relaxed);
            if piece >= pieces {
                return;
            }
            work(piece);
        }
    });
}

/// Cuts `data` into chunks of `chunk` numbers (the last may be shorter) and calls `work(index, chunk)` for each, as
/// [`parallel`] does: how an operation writes its rows.
///
/// # Panics
///
/// If `chunk` is 0.
pub fn parallel_chunks<T: Send>(data: &mut [T], chunk: usize, work: impl Fn(usize, &mut [T]) + Sync) {
    struct Start<T>(*mut T);
    // SAFETY: each thread reaches only the chunks that it drew.
    unsafe impl<T: Send> Sync for Start<T> {}
    let (length, start) = (data.len(), Start(data.as_mut_ptr()));
    parallel(length.div_ceil(chunk), |piece| {
        let (start, first) = (&start, piece * chunk);
        // SAFETY: chunks do not overlap, and each piece is drawn once.
        let part = unsafe { std::slice::from_raw_parts_mut(start.0.add(first), chunk.min(length - first)) };
        work(piece, part);
    });
}

/// The workers of one process, and where they meet a caller.
struct Pool {
    process: u32,
    workers: usize,
    meeting: Arc<Meeting>,
}

/// The number of the process in which some thread holds the pool; 0 if nobody does.
static HOLDER: AtomicU32 = AtomicU32::new(0);

struct Place(UnsafeCell<Option<Pool>>);

// SAFETY: only the thread with the `Hold` looks inside.
unsafe impl Sync for Place {}

static POOL: Place = Place(UnsafeCell::new(None));

/// The right to use the pool: there is one a process.
struct Hold {
    process: u32,
}

impl Hold {
    fn take() -> Option<Self> {
        let process = std::process::id();
        let holder = HOLDER.load(Ordering::Relaxed);
        // Another process's number was left here by a fork amid some work; whoever held the pool is not in this process.
        let free = holder != process;
        let taken = free && HOLDER.compare_exchange(holder, process, Ordering::Acquire, Ordering::Relaxed).is_ok();
        // Not `then_some`: a hold that was made and dropped would set the pool free under whoever has it.
        taken.then(|| Hold { process })
    }

    /// Where the workers wait, at least `helpers` of them if the system grants as many.
    fn meeting(&self, helpers: usize) -> &Meeting {
        // SAFETY: this thread has the hold, and the borrow ends with it.
        let place = unsafe { &mut *POOL.0.get() };
        if place.as_ref().is_some_and(|pool| pool.process != self.process) {
            // The parent's: its workers do not exist here, and its locks may be held for ever.
            std::mem::forget(place.take());
        }
        let pool = place.get_or_insert_with(|| Pool {
            process: self.process,
            workers: 0,
            meeting: Arc::new(Meeting::default()),
        });
        while pool.workers < helpers {
            let (meeting, seen) = (Arc::clone(&pool.meeting), pool.meeting.turn.load(Ordering::Relaxed));
            let worker = std::thread::Builder::new().name("nnkata".into()).spawn(move || meeting.serve(seen));
            if worker.is_err() {
                break;
            }
            pool.workers += 1;
        }
        &pool.meeting
    }
}

impl Drop for Hold {
    fn drop(&mut self) {
        HOLDER.store(0, Ordering::Release);
    }
}

#[derive(Default)]
struct Meeting {
    /// Rises with each job; a spinning worker watches it without taking the lock.
    turn: AtomicUsize,
    job: Mutex<Job>,
    wake: Condvar,
    done: Condvar,
}

#[derive(Default)]
struct Job {
    work: Option<&'static (dyn Fn() + Sync)>,
    /// How many workers may still join.
    open: usize,
    /// How many are at it.
    busy: usize,
    failure: Option<Box<dyn Any + Send>>,
}

impl Meeting {
    /// Nothing that can panic runs under the lock.
    fn lock(&self) -> MutexGuard<'_, Job> {
        self.job.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Runs `work` here and on up to `helpers` workers; returns when all have come back.
    fn run(&self, helpers: usize, work: &(dyn Fn() + Sync)) {
        // SAFETY: before this function returns, no worker can begin it any more and none is at it.
        let work: &'static (dyn Fn() + Sync) = unsafe { std::mem::transmute(work) };
        let mut job = self.lock();
        (job.work, job.open) = (Some(work), helpers);
        self.turn.fetch_add(1, Ordering::Release);
        drop(job);
        self.wake.notify_all();

        let here = catch_unwind(AssertUnwindSafe(work));

        let mut job = self.lock();
        (job.work, job.open) = (None, 0);
        while job.busy > 0 {
            job = self.done.wait(job).unwrap_or_else(PoisonError::into_inner);
        }
        let failure = job.failure.take();
        drop(job);
        if let Some(failure) = here.err().or(failure) {
            resume_unwind(failure);
        }
    }

    /// A worker's life.
    fn serve(&self, mut seen: usize) {
        loop {
            let idle = Instant::now();
            while self.turn.load(Ordering::Acquire) == seen && idle.elapsed() < SPIN {
                for _ in 0..32 {
                    std::hint::spin_loop();
                }
            }
            let mut job = self.lock();
            while self.turn.load(Ordering::Acquire) == seen {
                job = self.wake.wait(job).unwrap_or_else(PoisonError::into_inner);
            }
            seen = self.turn.load(Ordering::Acquire);
            let Some(work) = job.work.filter(|_| job.open > 0) else { continue };
            (job.open, job.busy) = (job.open - 1, job.busy + 1);
            drop(job);
            let outcome = catch_unwind(AssertUnwindSafe(work));
            let mut job = self.lock();
            job.busy -= 1;
            if let Err(failure) = outcome {
                job.failure = Some(failure);
            }
            if job.busy == 0 {
                self.done.notify_one();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The number of threads is the process's: tests that set it take turns.
    static TURN: Mutex<()> = Mutex::new(());

    #[test]
    fn every_piece_is_done_once_whatever_the_number_of_threads() {
        let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
        let before = threads();
        for count in [1, 2, 5] {
            set_threads(count);
            for pieces in [0, 1, 2, 3, 100] {
                for _ in 0..if cfg!(miri) { 5 } else { 50 } {
                    let done: Vec<AtomicUsize> = (0..pieces).map(|_| AtomicUsize::new(0)).collect();
                    parallel(pieces, |piece| {
                        done[piece].fetch_add(1, Ordering::Relaxed);
                    });
                    assert!(done.iter().all(|done| done.load(Ordering::Relaxed) == 1));
                }
            }
        }
        set_threads(before);
    }

    #[test]
    fn chunks_cover_everything_once() {
        let mut data = vec![0; 103];
        parallel_chunks(&mut data, 10, |index, chunk| chunk.iter_mut().for_each(|x| *x += index + 1));
        assert!(data.iter().enumerate().all(|(i, x)| *x == i / 10 + 1));
        parallel_chunks(&mut [0; 0], 10, |_, _| panic!("there is no chunk"));
    }

    #[test]
    fn work_within_work_is_done_by_its_caller() {
        let count = AtomicUsize::new(0);
        parallel(4, |_| {
            parallel(4, |_| {
                count.fetch_add(1, Ordering::Relaxed);
            });
        });
        assert_eq!(count.load(Ordering::Relaxed), 16);
    }

    #[test]
    fn a_panic_comes_out_and_the_pool_goes_on() {
        let outcome = catch_unwind(|| parallel(8, |piece| assert!(piece != 5, "piece five")));
        assert!(outcome.is_err());
        let count = AtomicUsize::new(0);
        parallel(8, |_| {
            count.fetch_add(1, Ordering::Relaxed);
        });
        assert_eq!(count.load(Ordering::Relaxed), 8);
    }
}
