namespace Ctas7.Realtime.History;

/// <summary>What happens inside Redis in one step each.</summary>
internal static class HistoryScripts
{
    /// <summary>
    /// Appends an event once: an id seen before changes nothing. Answers {1 appended, 0 seen before, 2 another replica
    /// is writing or 3 fenced, offset, epoch}. One replica writes a channel at a time, until it has been quiet for the lease: when
    /// RabbitMQ hands the queue over, the former replica may still hold messages that come before those of the next.
    /// When the caller has read further in this epoch than Redis knows, Redis has lost a part of its memory: a new epoch begins.
    /// The same happens when the stream is ahead of its counter, which then was lost alone.
    /// An event with a fencing token below the highest seen of its source is stale and changes nothing.
    /// KEYS epoch, head, stream, seen, writer, fence. ARGV 1 epoch to begin, 2 caller's epoch, 3 caller's offset, 4 seconds to remember
    /// the id, 5 events to keep, 6 bell, 7 description of the event, 8 and 9 JSON before the offset and after the epoch, 10 the
    /// replica, 11 its lease in milliseconds, 12 the fencing token or 0.
    /// </summary>
    public const string Append = """
        local writer = redis.call('GET', KEYS[5])
        if writer and writer ~= ARGV[10] then return {2, 0, ''} end
        redis.call('SET', KEYS[5], ARGV[10], 'PX', ARGV[11])
        local seen = redis.call('GET', KEYS[4])
        local epoch = redis.call('GET', KEYS[1])
        local head = tonumber(redis.call('GET', KEYS[2]) or '0')
        if seen and epoch then return {0, seen, epoch} end
        local token = tonumber(ARGV[12])
        if token > 0 then
          local highest = tonumber(redis.call('GET', KEYS[6]) or '0')
          if token < highest then return {3, 0, ''} end
          if token > highest then redis.call('SET', KEYS[6], ARGV[12]) end
        end
        if not epoch or (epoch == ARGV[2] and head < tonumber(ARGV[3])) then
          epoch = ARGV[1]
          redis.call('SET', KEYS[1], epoch)
        end
        local offset = string.format('%.0f', redis.call('INCR', KEYS[2]))
        local description, json
        local function add()
          description = epoch .. ' ' .. ARGV[7]
          json = ARGV[8] .. offset .. ',"epoch":"' .. epoch .. '",' .. ARGV[9]
          return redis.pcall('XADD', KEYS[3], 'MAXLEN', '~', ARGV[5], offset .. '-0', 'd', description, 'j', json)
        end
        local added = add()
        if type(added) == 'table' and added.err then
          epoch = ARGV[1]
          redis.call('SET', KEYS[1], epoch)
          redis.call('DEL', KEYS[3])
          added = add()
          if type(added) == 'table' and added.err then return added end
        end
        redis.call('SET', KEYS[4], offset, 'EX', ARGV[4])
        redis.call('PUBLISH', ARGV[6], offset .. ' ' .. description .. '\n' .. json)
        return {1, offset, epoch}
        """;

    /// <summary>
    /// Reads what a replica has not seen. Answers {epoch, head, entries}; all entries from the oldest when the epoch is
    /// not the caller's. A history that was rewound behind the caller's place, or whose event at that place is another
    /// than the caller read, has lost memory: a new epoch begins.
    /// KEYS epoch, head, stream. ARGV 1 epoch to begin, 2 caller's epoch, 3 caller's offset, 4 caller's event id or empty, 5 entries at most.
    /// </summary>
    public const string Follow = """
        local epoch = redis.call('GET', KEYS[1])
        local head = tonumber(redis.call('GET', KEYS[2]) or '0')
        local from = '0'
        if epoch and epoch == ARGV[2] then
          from = ARGV[3]
          local lost = head < tonumber(from)
          if not lost and ARGV[4] ~= '' then
            local mine = redis.call('XRANGE', KEYS[3], from .. '-0', from .. '-0')
            lost = mine[1] and not string.find(mine[1][2][2], ' ' .. ARGV[4] .. ' ', 1, true)
          end
          if lost then epoch = nil; from = '0' end
        end
        if not epoch then
          epoch = ARGV[1]
          redis.call('SET', KEYS[1], epoch)
        end
        local entries = redis.call('XRANGE', KEYS[3], '(' .. from .. '-0', '+', 'COUNT', ARGV[5])
        return {epoch, string.format('%.0f', head), entries}
        """;

    /// <summary>
    /// Reads after any place without judging it. Answers {epoch or empty, head, entries}.
    /// KEYS epoch, head, stream. ARGV 1 offset, 2 entries at most.
    /// </summary>
    public const string ReadAfter = """
        return {
          redis.call('GET', KEYS[1]) or '',
          redis.call('GET', KEYS[2]) or '0',
          redis.call('XRANGE', KEYS[3], '(' .. ARGV[1] .. '-0', '+', 'COUNT', ARGV[2])}
        """;
}
