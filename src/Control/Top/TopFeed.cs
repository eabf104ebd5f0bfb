using System.Threading.Channels;
using ActorServer.Control.Asking;
using ActorServer.Monitoring;

namespace ActorServer.Control.Top;

/// <summary>What comes from the server while somebody looks: snapshots by themselves, also after it was lost, and rows of connections as they are asked for.</summary>
internal sealed class TopFeed(AdminClient server)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly Channel<LiveSnapshot> _snapshots = Channel.CreateBounded<LiveSnapshot>(new BoundedChannelOptions(4) { FullMode = BoundedChannelFullMode.DropOldest });

    /// <summary>Snapshots as they come.</summary>
    public ChannelReader<LiveSnapshot> Snapshots => _snapshots.Reader;

    /// <summary>Follows the server until it is cancelled. A server that was never there is an error, one that is lost is tried again.</summary>
    public async Task FollowAsync(CancellationToken cancellation)
    {
        var wasThere = false;
        while (true)
        {
            try
            {
                await foreach (var snapshot in server.FollowAsync(cancellation).ConfigureAwait(false))
                {
                    wasThere = true;
                    _snapshots.Writer.TryWrite(snapshot);
                }

                if (!wasThere)
                    throw new ControlError($"the server at {server.Address} sends no snapshots");
            }
            catch (Exception lost) when (wasThere && lost is ControlError or IOException)
            {
                // Its age says so.
            }

            await Task.Delay(Pause, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Rows of connections; none where they cannot be had, which the age of the data says too.</summary>
    public async Task<ConnectionPage> ConnectionsAsync(int skip, int take, CancellationToken cancellation)
    {
        try
        {
            return await server.ReadConnectionsAsync(new ConnectionQuery(Skip: skip, Take: take), cancellation).ConfigureAwait(false);
        }
        catch (ControlError)
        {
            return new ConnectionPage(0, []);
        }
    }
}
