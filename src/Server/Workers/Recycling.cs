namespace ActorServer.Server.Workers;

/// <summary>
/// How many clients a worker serves before it ends. <paramref name="clientsPerWorker"/> is the most; by up to
/// <paramref name="jitter"/> per cent fewer, drawn for each worker, so that workers which were started together do not all
/// end together. No worker ends without having served as many as it may have at once, and one client for each worker stays one.
/// </summary>
/// <param name="clientsPerWorker">The most; 0 without end.</param>
/// <param name="jitter">Per cent, 0 to 100.</param>
/// <param name="random">What the dice are thrown with.</param>
/// <param name="clientsAtOnce">How many a worker may have at once.</param>
internal sealed class Recycling(int clientsPerWorker, int jitter, Random random, int clientsAtOnce = 1)
{
    private readonly int _spread = (int)((long)clientsPerWorker * jitter / 100);

    /// <summary>How many clients the next worker may serve.</summary>
    public int ClientsOfNext() => clientsPerWorker == 0 ? int.MaxValue : Math.Max(clientsAtOnce, clientsPerWorker - random.Next(_spread + 1));
}
