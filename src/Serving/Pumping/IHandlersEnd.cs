namespace ActorServer.Serving.Pumping;

/// <summary>The end of a <see cref="Pump"/> at which the handler is, or at which somebody leads to it.</summary>
internal interface IHandlersEnd : IDisposable
{
    /// <summary>Reads what the handler has written, and writes what it will read. Its asynchronous calls occupy no thread.</summary>
    Stream Stream { get; }

    /// <summary>Passes the client's end-of-file on: the handler reads all that was written, and then its end.</summary>
    void EndOutput();

    /// <summary>The client is lost: the handler must find a connection that is lost, and not one that has ended. Nobody reads or writes any more.</summary>
    void Reset();
}
