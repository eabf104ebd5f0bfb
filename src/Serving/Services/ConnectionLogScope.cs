using System.Collections;

namespace ActorServer.Serving.Services;

/// <summary>The scope of a log while a handler is at work: whose connection it serves, as fields and as text.</summary>
/// <param name="service">The service.</param>
/// <param name="connection">The connection's id.</param>
internal sealed class ConnectionLogScope(string service, string connection) : IReadOnlyList<KeyValuePair<string, object?>>
{
    /// <summary>The service.</summary>
    public string Service => service;

    /// <summary>The connection's id.</summary>
    public string Connection => connection;

    /// <summary>The record says it itself: for who writes the record's text it is said already.</summary>
    public bool IsInRecord { get; init; }

    public int Count => 2;

    public KeyValuePair<string, object?> this[int index] => index switch
    {
        0 => new("Service", service),
        1 => new("Connection", connection),
        _ => throw new ArgumentOutOfRangeException(nameof(index)),
    };

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator()
    {
        yield return this[0];
        yield return this[1];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public override string ToString() => $"Service:{service} Connection:{connection}";
}
