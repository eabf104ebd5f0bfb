namespace ActorServer;

/// <summary>
/// An <see cref="IsolationBackend"/> that describes itself to the server. For one that does not, the defaults of
/// <see cref="BackendDescription"/> hold.
/// </summary>
public interface IDescribesBackend
{
    /// <summary>What the server has to know. It is asked for once for each block that names the class, before anything is started.</summary>
    static abstract BackendDescription Description { get; }
}
