using System.Net.Sockets;

namespace ActorServer.Serving.Streams;

/// <summary>
/// How a client's stream fails, whatever it is made of: an <see cref="IOException"/> with the <see cref="SocketException"/>
/// inside, as libraries expect of a network's stream.
/// </summary>
internal static class ClientFailure
{
    private const string Reading = "read from";
    private const string Writing = "write to";

    /// <summary>A read failed.</summary>
    public static IOException OfRead(SocketException cause) => Of(Reading, cause);

    /// <summary>A write failed.</summary>
    public static IOException OfWrite(SocketException cause) => Of(Writing, cause);

    /// <summary>The client has let a read wait longer than it may.</summary>
    public static IOException ReadTimedOut(int timeout) => TimedOut(Reading, nameof(Stream.ReadTimeout), timeout);

    /// <summary>The client has let a write wait longer than it may.</summary>
    public static IOException WriteTimedOut(int timeout) => TimedOut(Writing, nameof(Stream.WriteTimeout), timeout);

    /// <summary>What the failure of a socket says of its client. One that its owner has closed is a connection that is over.</summary>
    /// <param name="failure">A <see cref="SocketException"/> or an <see cref="ObjectDisposedException"/>.</param>
    public static SocketException CauseOf(Exception failure) => failure as SocketException ?? new SocketException((int)SocketError.ConnectionAborted);

    private static IOException Of(string what, SocketException cause) => new($"Cannot {what} the client: {cause.Message}.", cause);

    private static IOException TimedOut(string what, string limit, int timeout) => new(
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"Cannot {what} the client within {timeout} ms ({limit})."),
        new SocketException((int)SocketError.TimedOut));
}
