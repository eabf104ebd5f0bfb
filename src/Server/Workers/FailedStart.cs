namespace ActorServer.Server.Workers;

/// <summary>What a failed start means.</summary>
internal enum FailedStart
{
    /// <summary>None will ever become ready; no more are started.</summary>
    NoneCanStart,

    /// <summary>It is one of so many in a row; starts pause.</summary>
    OneOfSeveral,

    /// <summary>The others have what it takes, and give it back; starts pause for a moment. The first of several is news.</summary>
    NewShortage,

    /// <summary>The same, and no news.</summary>
    SameShortage,
}
