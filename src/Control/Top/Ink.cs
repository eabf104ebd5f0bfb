namespace ActorServer.Control.Top;

/// <summary>What a piece of text is, from which its colour follows. What a colour says a letter or a word says too.</summary>
internal enum Ink
{
    /// <summary>Text.</summary>
    Plain,

    /// <summary>What matters less.</summary>
    Quiet,

    /// <summary>Headings, and what is chosen.</summary>
    Strong,

    /// <summary>The tab that is shown.</summary>
    Chosen,

    /// <summary>Nobody's place.</summary>
    Free,

    /// <summary>A worker without a client.</summary>
    Idle,

    /// <summary>A worker or connection that serves.</summary>
    Busy,

    /// <summary>A worker that is not ready.</summary>
    Starting,

    /// <summary>One that hangs.</summary>
    Stalled,

    /// <summary>One that ends.</summary>
    Dying,

    /// <summary>Clients that are served, in a bar.</summary>
    Served,

    /// <summary>Clients that wait.</summary>
    Held,

    /// <summary>Clients that were turned away, and errors.</summary>
    Refused,

    /// <summary>The word <c>well</c>.</summary>
    WordWell,

    /// <summary>The word <c>busy</c>.</summary>
    WordBusy,

    /// <summary>The word <c>failing</c>.</summary>
    WordFailing,

    /// <summary>The word <c>draining</c>.</summary>
    WordDraining,

    /// <summary>The word <c>stale</c>.</summary>
    WordStale,
}
