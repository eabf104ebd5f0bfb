namespace ActorServer.Serving.Pumping;

/// <summary>How one of a pump's two ways has ended.</summary>
internal enum WayEnd
{
    /// <summary>Its source has ended, and all of it has been passed on.</summary>
    EndOfFile,

    /// <summary>The client is lost, mostly because it has reset the connection or has closed it as a whole.</summary>
    ClientLost,

    /// <summary>The handler's end is lost; what had come from it has been passed on.</summary>
    HandlerLost,

    /// <summary>The pump was stopped.</summary>
    Stopped,
}
