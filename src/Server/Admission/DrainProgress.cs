namespace ActorServer.Server.Admission;

/// <summary>How far a drain has come, and what is to be done next. Pure.</summary>
/// <param name="PortClosed">Nobody is accepted any more.</param>
/// <param name="PastDeadline">Clients have had their time; those that are left have been cut off.</param>
/// <param name="HandlersOverdue">Handlers without a client have had their time.</param>
internal sealed record DrainProgress(bool PortClosed = false, bool PastDeadline = false, bool HandlersOverdue = false)
{
    /// <summary>What is to be done.</summary>
    /// <param name="clients">Clients that are served or held.</param>
    /// <param name="handlers">Handlers that have not ended, whether their client has gone or not.</param>
    public Next NextFor(int clients, int handlers)
    {
        if (!PortClosed || clients > 0)
            return Next.AwaitClients;
        // A handler that is still finishing after its client has gone gets a while; one that hangs gets no more.
        return handlers > 0 && !HandlersOverdue ? Next.AwaitHandlers : Next.StopBackend;
    }

    /// <summary>What is to be done next.</summary>
    internal enum Next
    {
        /// <summary>Clients may still come, or are there.</summary>
        AwaitClients,

        /// <summary>No client is left; a handler is.</summary>
        AwaitHandlers,

        /// <summary>Nothing is left to be waited for.</summary>
        StopBackend,
    }
}
