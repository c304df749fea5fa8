/* A pool of buffers. */
#include "pool.h"
#include <stdlib.h>

#define POOL_SIZE 64
#define POOL_AT(pool, i) \
    ((pool)->buffers[i])

/** One piece of memory. */
typedef struct buffer {
    char *data, **rows;
    size_t used : 16;
    int (*grow)(struct buffer *buffer, size_t by);
    struct buffer *next;
} buffer_t;

typedef struct {
    buffer_t *buffers[POOL_SIZE];
    union {
        int count;
        void *owner;
    };
} Pool;

typedef void (*visitor)(buffer_t *buffer);
typedef unsigned long bytes;

enum state { EMPTY, FULL = 2 };

static int grow(buffer_t *buffer, size_t by);
extern bytes pool_limit;

static const char *const names[] = {"empty", "full"};
int opened, closed = 0;
static struct hooks hooks = {.on_grow = grow, .level = 1};

/*
 * Makes a pool.
 * NULL when there is no memory.
 */
Pool *pool_new(size_t count)
{
    const char *limit = getenv("POOL_LIMIT");
    Pool *pool = calloc(count, sizeof(Pool));
    if (limit != NULL)
        pool->buffers[0]->used = parse(limit); /* TODO: check the range */
    return pool;
}

static int
grow(buffer_t *buffer, size_t by)
{
    struct state_of *state = (struct state_of *)buffer->data;
    return state->grow(buffer, by);
}

#ifdef POOL_DEBUG
POOL_API void pool_print(const Pool *pool, visitor visit) { visit(POOL_AT(pool, 0)); }
#endif

int pool_close(Pool *pool); // says 0 when it was open

int main(int argc, char **argv)
{
    return pool_close(pool_new(argc));
}
