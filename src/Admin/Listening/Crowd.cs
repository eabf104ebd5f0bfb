using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;

namespace ActorServer.Admin.Listening;

/// <summary>
/// Those who are connected and have not shown who they are. There is room for so many: one more, and whoever has been there for longest
/// is cut off, so that connections without a word keep neither an operator out nor whoever asks for the server's health. Thread-safe.
/// </summary>
internal sealed class Crowd(int most)
{
    private readonly Lock _gate = new();
    private readonly LinkedList<ConnectionContext> _strangers = new();

    /// <summary>Takes a connection in until it ends.</summary>
    public ConnectionDelegate Around(ConnectionDelegate next) => async connection =>
    {
        var place = new LinkedListNode<ConnectionContext>(connection);
        connection.Items[typeof(Crowd)] = place;
        Enter(place)?.Abort(new ConnectionAbortedException("others wait who have been here for less time"));
        try
        {
            await next(connection).ConfigureAwait(false);
        }
        finally
        {
            Leave(place);
        }
    };

    /// <summary>Whoever makes this request has shown who he is, and is not cut off for others.</summary>
    public void Know(HttpContext context)
    {
        if (context.Features.Get<IConnectionItemsFeature>()?.Items.TryGetValue(typeof(Crowd), out var place) == true)
            Leave((LinkedListNode<ConnectionContext>)place!);
    }

    // Returns who has to go for him.
    private ConnectionContext? Enter(LinkedListNode<ConnectionContext> place)
    {
        lock (_gate)
        {
            _strangers.AddLast(place);
            if (_strangers.Count <= most || _strangers.First is not { } oldest)
                return null;
            _strangers.Remove(oldest);
            return oldest.Value;
        }
    }

    private void Leave(LinkedListNode<ConnectionContext> place)
    {
        lock (_gate)
        {
            if (place.List is not null)
                _strangers.Remove(place);
        }
    }
}
