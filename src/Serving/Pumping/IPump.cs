namespace ActorServer.Serving.Pumping;

/// <summary>Moves a client's bytes between the client and the end at which its handler is, both ways at the same time.</summary>
internal interface IPump : IDisposable
{
    /// <summary>How the way from the client to the handler has ended. Never fails.</summary>
    Task<WayEnd> FromClient { get; }

    /// <summary>How the way from the handler to the client has ended. Never fails.</summary>
    Task<WayEnd> FromHandler { get; }

    /// <summary>Bytes that have been moved to the handler's end.</summary>
    long MovedToHandler { get; }

    /// <summary>Stops, and resets the handler's end once nobody uses it any more.</summary>
    void Reset();
}
